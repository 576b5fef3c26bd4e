"""Who exists: collectivities, schools, years, people, family links, classes, groups. No pages, no accounts."""
