/**
 * P(Z ≥ z) of a standard normal Z, to some digits however small it is.
 *
 *     |z| < 5/2:   ½ − φ(z) Σ z^(2n+1) / (1·3·…·(2n+1))
 *     z ≥ 5/2:     φ(z) / (z + 1/(z + 2/(z + 3/(z + …))))
 *
 * jstat's erfc is 1 − erf: of a tail below 1e-16 it knows nothing.
 *
 * Source: Abramowitz and Stegun 1964, 26.2.11 and 26.2.14.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  return z < 2.5 ? 0.5 - centralPart(z) : density(z) / fraction(z)
}

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/** P(0 ≤ Z ≤ z); the terms fall by z²/(2n + 1) at last. */
function centralPart(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; term > sum * 2 ** -60; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return density(z) * sum
}

/** From the sixtieth level on: what is left out is a share of about exp(−2z√120), below 2⁻⁷⁵. */
function fraction(z: number): number {
  let value = z
  for (let level = 60; level >= 1; level--) value = z + level / value
  return value
}
