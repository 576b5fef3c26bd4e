"""Words of the archive for folders and documents."""

from django.utils.translation import gettext_lazy

DOCUMENTS = {
    "documents": gettext_lazy("Documents"),
    "own_documents": gettext_lazy("Vos dossiers et vos documents"),
    "documents_shared_with_you": gettext_lazy("Ce qui est partagé avec vous, à votre nom"),
    "public_links": gettext_lazy("Liens publics que vous avez ouverts"),
    "documents_put": gettext_lazy("Documents que vous avez déposés"),
    "documents_changed": gettext_lazy("Documents que vous avez modifiés"),
    "documents_deleted": gettext_lazy("Documents que vous avez mis à la corbeille"),
    "document_versions": gettext_lazy("Versions que vous avez enregistrées"),
    "documents_shared": gettext_lazy("Partages que vous avez faits"),
    "is_folder": gettext_lazy("Dossier"),
    "node__name": gettext_lazy("Nom"),
    "gives": gettext_lazy("Ce que le partage permet"),
    "changed_at": gettext_lazy("Modifié le"),
}
