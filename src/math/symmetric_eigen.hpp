// Eigenvalues and vectors of a small symmetric matrix by cyclic Jacobi rotations [@golub2013, section 8.5]. Belongs to math.
#pragma once

#include <vector>

#include "math/cholesky.hpp"

namespace abscope::math {

struct SymmetricEigen {
    std::vector<double> values;  ///< in no order
    SquareMatrix vectors;        ///< column k belongs to values[k]; orthonormal
};

/// A = V·diag(values)·Vᵀ. Only the symmetric part of `a` counts.
SymmetricEigen symmetric_eigen(const SquareMatrix& a);

}  // namespace abscope::math
