"""Common given and family names, of many origins, for people who do not exist."""


def _words(text: str) -> tuple[str, ...]:
    """Words of a text; an underscore stands for a blank inside a name."""
    return tuple(word.replace("_", " ") for word in text.split())


GIRLS = _words("""
Adèle Agathe Aïcha Alice Alix Alya Ambre Amélie Amina Ana Anaïs Andréa Anna Apolline Assia Assa Aurore Aya Ayşe
Bintou Camille Capucine Célia Charlotte Chloé Clara Clémence Coline Constance Diane Diariatou Élena Élisa Élise
Éloïse Elsa Emma Emy Ema Esther Eva Fanta Fatima Fatoumata Flora Gabrielle Giulia Hanna Héloïse Hoa Ines Inaya
Inès Iris Jade Jeanne Joséphine Julia Juliette Khadija Lana Laura Léa Leïla Léna Léonie Lila Lilou Lina Linh
Lisa Livia Lola Lou Louise Louna Lucie Lya Lyna Maëlle Maëlys Maïssa Manon Margaux Margot Maria Mariam Marie
Marwa Maryam Mathilde Maya Mei Mélina Mila Naïma Nour Nina Noémie Océane Olivia Oumou Paola Pauline Rania Romane
Rosa Rose Roxane Sara Sarah Salomé Selma Sirine Sofia Solène Stella Suzanne Thaïs Victoire Victoria Yasmine Yüna
Zélie Zoé
""")
BOYS = _words("""
Aaron Abdoulaye Achille Adam Adel Adrien Ahmed Alessandro Alexandre Alexis Ali Amadou Amine Amir Anatole Anthony
Antoine Antonin Aran Arthur Augustin Axel Ayoub Baptiste Basile Bilal Boubacar Camil Charly Clément Côme
Corentin Damien Daniel David Diego Dylan Eden Eliott Elias Émile Emir Enzo Esteban Ethan Étienne Evan Félix
Florian Gabin Gabriel Gaëtan Gaspard Georges Hamza Hugo Ibrahim Idriss Ilyès Imran Isaac Ismaël Ivan Jean
Joachim João Joris Joseph Joshua Jules Julien Kaïs Karim Kenzo Kylian Lenny Léo Léon Léonard Liam Loïc Loïs
Louis Louka Luca Lucas Lucien Maé Maël Malo Mamadou Marceau Marin Marius Martin Matéo Mathéo Mathis Maxence
Maxime Mehdi Milo Minh Mohamed Moussa Naël Nathan Naïm Nicolas Nino Noa Noah Noam Noé Nolan Octave Oscar Ousmane
Owen Pablo Paul Pierre Rafael Raphaël Rayan Rémi Robin Romain Ruben Sacha Salim Samuel Sandro Simon Soan Tao
Théo Théodore Thibault Thomas Tiago Timéo Titouan Tom Tristan Valentin Victor Wassim William Yanis Yassine
Younès Yusuf Zacharie
""")
WOMEN = _words("""
Agnès Aïssata Amandine Anissa Anne Anne-Sophie Annick Aurélie Béatrice Bénédicte Brigitte Caroline Catherine
Cécile Céline Chantal Christelle Christine Claire Claudine Corinne Delphine Dominique Élodie Émilie Estelle
Fabienne Farida Fatiha Florence Françoise Frédérique Gaëlle Ghislaine Hafida Hélène Isabelle Jacqueline Jamila
Joëlle Karine Katia Laure Laurence Ludivine Magali Malika Marie-Christine Marie-Laure Marina Marion Marlène
Martine Mélanie Monique Muriel Myriam Nadège Nadia Naïma Nathalie Nicole Odile Pascale Patricia Raphaëlle Régine
Rachida Samia Sandra Sandrine Séverine Sonia Sophie Stéphanie Sylvie Thi-Lan Valérie Vanessa Véronique Virginie
Yolande Zineb Zohra
""")
MEN = _words("""
Abdel Alain Alexandre Amadou André Antonio Arnaud Aziz Benjamin Benoît Bernard Bruno Cédric Christian Christophe
Claude Cyril Daniel Denis Didier Dominique Emmanuel Éric Fabien Fabrice Farid François Franck Frédéric Gérald
Gérard Gilles Grégory Guillaume Guy Hakim Hervé Hocine Jacques Jean-Luc Jean-Marc Jean-Pierre Jérôme Joël José
Julien Kader Khaled Laurent Lionel Ludovic Luís Marc Mamadou Mathieu Michaël Michel Mickaël Mourad Mustapha
Nicolas Olivier Pascal Patrice Patrick Philippe Pierre Rachid Régis Rémy Richard Romain Saïd Samir Sébastien
Serge Stéphane Sylvain Thierry Tuân Vincent Xavier Yann Youssef
""")
FAMILY = _words("""
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André
Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas
Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun
Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy
Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois
Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger
Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam
Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé
Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Besson
Langlois Rémy Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier
Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Bouchet Gay Lemaître
Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay
Pasquier Carlier Laporte Blanchet Cœurdevey Œuvrard Faÿ Louÿs Benali Haddad Meziane Belkacem Bensaïd Boudjemaa
Bouzid Brahimi Chérif Djebbar Ferhat Hamidi Kaci Khelifi Larbi Mansouri Mebarki Messaoudi Ouali Rahmani Saïdi
Slimani Touati Yahiaoui Zerrouki Alaoui Benjelloun Bennani Chraïbi Idrissi Lahlou Tazi Berrada Amrani Jaziri
Gharbi Trabelsi Chaabane Ben_Amor Mejri Jlassi Diallo Bah Barry Sow Camara Touré Traoré Keïta Coulibaly Diarra
Konaté Cissé Sissoko Dembélé Sylla Soumaré N'Diaye Diop Fall Gueye Sarr Faye Ba Seck Mendy Gomis Kouassi Koné
Yao N'Guessan Ouattara Bamba Mbaye Mbemba Nkounkou Ilunga Kabongo Mukendi Tshibangu Moukoko Ngo Essomba Fotso
Rakoto Randria Andriama Rabe Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Lopes Gonçalves
Almeida Ribeiro Carvalho Teixeira Moreira Correia Mendes Nunes Da_Silva Dos_Santos D'Almeida Gomez Hernandez
Gonzalez Ruiz Moreno Jimenez Navarro Torres Romero Ortega Delgado Rossi Russo Ferrari Esposito Bianchi Romano
Colombo Ricci Greco De_Luca D'Angelo Conti Costa Nguyen Tran Le_Van Pham Huynh Vo Phan Dang Bui Zhang Wang Li
Chen Liu Yang Huang Zhao Wu Lin Xu Sun Yilmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan Koç Nowak
Kowalski Wiśniewski Wójcik Kamiński Lewandowski Popescu Ionescu Stan Dumitru Petrov Ivanova Sargsyan Grigoryan
Hakobyan Kurt Singh Kumar Patel Sharma Rajan Sivakumar Haddou El_Amrani El_Khoury Le_Goff Le_Gall Le_Roux
Kerbrat Guivarc'h L'Hostis Le_Bihan De_Oliveira De_La_Tour Müller Hoffmann Fischer Wagner Schäfer Østergaard
Sørensen Åkerman O'Connor O'Brien Smith Johnson Taylor Wilson Cohen Lévy Benhamou Azoulay Elbaz Kieffer
Zimmermann Vogel Hirsch Wolff Bœuf Lenœud
""")
