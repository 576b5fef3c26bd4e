"""Design system: component macros, form rendering, themes, catalogue. Knows no person and no right."""
