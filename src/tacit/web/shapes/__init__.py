"""What goes over the wire: the fields of requests and answers, and how ours become them.

Routes use them and OpenAPI is made of them. They hold no rule of the product:
a shape says what a field is, a flow says what it means.
"""
