"""Types of arrays, in one place."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
WordArray = npt.NDArray[np.uint64]
SingleArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.int8]
