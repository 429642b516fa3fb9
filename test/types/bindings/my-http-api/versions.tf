# The class beside it belongs to a module: this file makes its folder one.
