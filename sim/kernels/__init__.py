"""Hot loops over rows, compiled by Numba; with compilation off they are plain Python.

Every kernel is one readable loop over the rows of a population, in the order of its rows. With
``NUMBA_DISABLE_JIT=1`` the same source runs as Python and gives the same bits: kernels use
only basic arithmetic, the functions of `sim.kernels.elementary` and the numbers of
`sim.kernels.philox`, all of which are exact IEEE operations in a stated order.

Numba keeps compiled code by the file that holds it and would serve stale code after a change
in another file, so the folder of the cache bears a digest of this whole package.
"""
