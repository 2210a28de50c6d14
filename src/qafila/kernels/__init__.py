"""Pure functions on arrays, compiled; they know no type of this package.

``random`` draws, ``paths`` measures ways, ``movement`` moves people through one day, ``stocks``
balances a commodity through one day, ``registering`` lets people leave and be registered at sites.
"""
