/**
 * Seeded random numbers: the same seed gives the same stream on every machine and engine.
 *
 * xoshiro128** for the bits, seeded through splitmix32; 53-bit uniforms; normals by the polar method,
 * which uses only sqrt and log.
 *
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018 (xoshiro128**);
 * Marsaglia and Bray, "A convenient method for generating normal variables", 1964 (polar method).
 */
import { ArgumentError } from '../errors.ts'

export interface Random {
  /** Uniform on [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Uniform integer in 0..bound-1. */
  integer(bound: number): number
  /** A uniformly random order of 0..n-1 (Fisher-Yates). */
  permutation(n: number): Int32Array
}

/** @param seed an unsigned 32-bit integer */
export function seededRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new ArgumentError('seededRandom', 'seed', 'an integer in 0..4294967295', String(seed))
  }
  const state = splitmix32(seed)
  let spare: number | undefined

  function bits(): number {
    const [s0, s1, s2, s3] = state as [number, number, number, number]
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0
    const t2 = s2 ^ s0
    const t3 = s3 ^ s1
    state[1] = s1 ^ t2
    state[0] = s0 ^ t3
    state[2] = t2 ^ (s1 << 9)
    state[3] = rotateLeft(t3, 11)
    return result
  }

  function uniform(): number {
    const high = bits() >>> 5
    const low = bits() >>> 6
    return (high * 2 ** 26 + low) * 2 ** -53
  }

  function normal(): number {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    for (;;) {
      const u = 2 * uniform() - 1
      const v = 2 * uniform() - 1
      const s = u * u + v * v
      if (s >= 1 || s === 0) continue
      const factor = Math.sqrt((-2 * Math.log(s)) / s)
      spare = v * factor
      return u * factor
    }
  }

  const integer = (bound: number): number => Math.floor(uniform() * bound)

  function permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = integer(i + 1)
      const held = order[i]!
      order[i] = order[j]!
      order[j] = held
    }
    return order
  }

  return { uniform, normal, integer, permutation }
}

function splitmix32(seed: number): [number, number, number, number] {
  let a = seed | 0
  const next = (): number => {
    a = (a + 0x9e3779b9) | 0
    let t = a ^ (a >>> 16)
    t = Math.imul(t, 0x21f0aaad)
    t ^= t >>> 15
    t = Math.imul(t, 0x735a2d97)
    return t ^ (t >>> 15)
  }
  return [next(), next(), next(), next()]
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k))
}
