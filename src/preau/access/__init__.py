"""What a person may do and see: hats, scopes, page rights. Every such rule lives here, none elsewhere.

A page is closed unless its view says who opens it (`access.public.page`). The scope of a page is the set of schools of
the hat worn. A stranger is answered 404, a colleague of the school 403.
"""
