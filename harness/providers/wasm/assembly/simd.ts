/**
 * a·b + c on two float64 at once: rounded once where the module is built with relaxed SIMD and the machine has a
 * fused multiply-add, else twice. Every sum of products in the kernels goes through here, so that a bound of n
 * roundings a term holds for both builds.
 */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c)
  return f64x2.add(f64x2.mul(a, b), c)
}

/** c − a·b, likewise. */
export function subtractProduct(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c)
  return f64x2.sub(c, f64x2.mul(a, b))
}
