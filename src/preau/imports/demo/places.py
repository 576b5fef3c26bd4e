"""Invented towns, streets and names of schools of the fictitious academy."""

TOWNS = tuple(
    (name, postcode)
    for postcode, names in (
        (
            "699{:02d}",
            "Montrival;Saint-Aubin-sur-Brenne;Valbrenne;Les Ormeaux-le-Vieux;Grandcourt-la-Rivière;Saint-Œgne;"
            "Cherzy-les-Bois;L'Haÿ-le-Pont;Bourgfontaine;Mirecombe;Villardon;Pont-de-Serre;Chazeuil-le-Haut;Rochebelle;"
            "Saint-Loup-des-Prés;Neuvy-sur-Orge;Tarvieux;La Motte-Aubry;Fontvive;Évran-la-Côte;Brissac-les-Vignes;"
            "Saint-Maurin;Clairmarais;Vaugrenant;Le Pré-Saint-Cyr;Ormesson-le-Lac;Charvieu-le-Grand;Saint-Gand",
        ),
        (
            "429{:02d}",
            "Bellerive-en-Forel;Saint-Just-la-Plaine;Montagny-le-Fort;Le Chastel;Riorgues;Fermigny;Saint-Haon-les-Eaux;"
            "Ussonges;Villeret-le-Mont;Champdore;Panisse-sur-Loise;Saint-Galmin;L'Étrat-le-Vieux;Nérondes-la-Vallée;"
            "Boisset-les-Tours;Unias-le-Bas;Roisey-le-Haut;Pélussins;Chavanay-le-Port;Veauches;Saint-Bonnin;Marlhes-Dessus",
        ),
        (
            "019{:02d}",
            "Bourg-en-Dombelle;Châtillon-la-Dombe;Montluelle;Saint-Trivier-les-Étangs;Ambronnes;Lagnières;Meximieu;"
            "Pérouges-le-Neuf;Hauteville-le-Lac;Nantuise;Oyonnas;Bellegarde-la-Combe;Gexins;Divonnes;Ferney-le-Bourg;"
            "Thoisset;Saint-Didier-le-Bas;Villars-les-Roseaux;Pont-de-Vaule;Coligny-le-Haut;Treffaut;Ceyzérias",
        ),
    )
    for name, postcode in ((name, postcode.format(10 + rank)) for rank, name in enumerate(names.split(";")))
)

STREETS = tuple(
    f"{way} {name}"
    for way, names in (
        ("rue", "des Lilas;de l'Église;du Moulin;des Écoles;de la Gare;Pasteur;du Stade;des Acacias;du 8 Mai 1945;"
                "de la Fontaine;des Tilleuls;du Lavoir;de la Mairie;Basse;Haute;des Jardins;du Puits;"
                "de l'Abbé-Grégoire;des Frères-Lumière;du Four à chaux;de l'Industrie;des Canuts;Émile-Zola"),
        ("avenue", "de la République;du Général-Leclerc;des Alpes;de l'Europe;Jean-Jaurès;de Verdun;du Lac;des Sports"),
        ("chemin", "des Vignes;du Bois;de la Croix;des Crêtes;de l'Orée;du Vieux-Pont;des Grands-Champs;de halage"),
        ("allée", "des Cerisiers;des Peupliers;du Parc;des Érables;des Mésanges;de l'Étang"),
        ("place", "du Marché;de la Liberté;des Halles;de l'Hôtel-de-Ville"),
        ("impasse", "des Bleuets;du Ruisseau;de l'Aqueduc;des Noisetiers"),
    )
    for name in names.split(";")
)  # fmt: skip

EXTRA_LINES = (
    "Appartement 12", "Bâtiment B", "Résidence Les Glycines", "Résidence l'Orée du Parc", "Escalier 3",
    "Lieu-dit La Combe", "Le Clos fleuri", "Étage 4, porte 2",
)  # fmt: skip

PATRONS = (
    "Ada-Lovelace", "Aimé-Césaire", "Albert-Camus", "Alexandra-David-Néel", "Alfred-Nobel",
    "Ambroise-Croizat", "Ampère", "Arthur-Rimbaud", "Auguste-Renoir", "Berlioz", "Berthe-Morisot",
    "Blaise-Pascal", "Colette", "Condorcet", "Copernic", "Descartes", "Diderot", "Edgar-Quinet",
    "Edith-Piaf", "Élisabeth-Vigée-Le-Brun", "Émilie-du-Châtelet", "Eugène-Delacroix",
    "Évariste-Galois", "Fernand-Léger", "Frida-Kahlo", "Gabriel-Fauré", "George-Sand",
    "Germaine-Tillion", "Gustave-Eiffel", "Hector-Guimard", "Honoré-de-Balzac", "Irène-Joliot-Curie",
    "Jean-Zay", "Joliot-Curie", "Joséphine-Baker", "Jules-Ferry", "Jules-Verne", "La Fontaine",
    "Lavoisier", "Léonard-de-Vinci", "Louise-Labé", "Louise-Michel", "Lucie-Aubrac", "Madame-de-Staël",
    "Marcel-Proust", "Marguerite-Duras", "Marguerite-Yourcenar", "Maria-Casarès", "Marivaux",
    "Maurice-Ravel", "Molière", "Montaigne", "Montesquieu", "Nelson-Mandela", "Niki-de-Saint-Phalle",
    "Olympe-de-Gouges", "Paul-Cézanne", "Paul-Éluard", "Pierre-Mendès-France", "Rabelais",
    "René-Cassin", "René-Char", "Robert-Desnos", "Robert-Doisneau", "Rosa-Bonheur", "Rosa-Parks",
    "Rousseau", "Saint-Exupéry", "Simone-de-Beauvoir", "Simone-Veil", "Simone-Weil", "Sonia-Delaunay",
    "Sophie-Germain", "Stendhal", "Suzanne-Valadon", "Théodore-Monod", "Toussaint-Louverture",
    "Victor-Hugo", "Voltaire",
)  # fmt: skip

DEPARTMENTS = {"69": "069", "42": "042", "01": "001"}
"""First two digits of a postcode to the department part of a UAI."""

BASINS = {"69": ("10169", "MONTRIVAL"), "42": ("10142", "FOREL"), "01": ("10101", "DOMBELLE")}
