"""A make-believe Magento 2 store to connect to: real HTTP, invented customers.

Start it with ``python -m demo.store``, or from Python with
:class:`demo.store.control.Store`. See the README beside this file.
"""
