"""One module per framework: the same sites, each written as its users would.

Every module offers the factories it has a fair equivalent for:

- ``main_app()``: /plain /json /user/…/post/… /args /table /static/style.css
- ``session_app()``: /visit reads and writes the session, /visits only reads it
- ``routes_app(count)``: /shop0/item/<int> … /shop<count-1>/item/<int>
- ``hooks_app()``: five hooks before and five after a view two groups deep
"""
