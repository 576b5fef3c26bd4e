"""What this room serves in the streams' process."""

from preau.files.archiving import Archives
from preau.files.sending import Sendings
from preau.files.tus import Uploads

PLACES = {"depots": Uploads(), "contenus": Sendings(), "archives": Archives()}
