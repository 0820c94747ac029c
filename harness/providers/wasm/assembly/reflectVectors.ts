/**
 * Turns eigenvectors of the tridiagonal matrix into those of the matrix it was made from: reflectors
 * H_i = I − u_i u_iᵀ/h_i, i = 1, …, n − 1, are applied to eight vectors at a time, four reflectors at once.
 *
 *     H_4 H_3 H_2 H_1 y = y − Σ_j α_j u_j,   α_j = (u_jᵀy − Σ_{l<j} (u_jᵀu_l) α_l)/h_j
 *
 * so that each number is loaded and stored once for 16 flops, and no triangular factor is formed.
 *
 * Source: Schreiber and Van Loan, "A storage-efficient WY representation for products of Householder
 * transformations", 1989. Differs from the source: blocks of four, whose factor is substituted on the fly.
 */
import { barrier, stopped } from './barrier'
import { dot } from './dotProduct'
import { multiplyAdd, subtractProduct } from './simd'

// The four reflectors at hand: rows of u, h (0 for none), and how many components they reach.
let u0: usize = 0
let u1: usize = 0
let u2: usize = 0
let u3: usize = 0
let length: i32 = 0

/**
 * u_jᵀu_l for j > l of each four: (1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2).
 *
 * @param products [⌈n/4⌉, 6]
 * @param counter i32, fours handed out in this run: 0 before and after
 */
export function reflectorProducts(
  a: usize,
  lda: i32,
  n: i32,
  products: usize,
  counter: usize,
  thread: i32,
  threads: i32,
  control: usize,
): void {
  const groups = (n + 3) >> 2
  for (let g = atomic.add<i32>(counter, 1); g < groups; g = atomic.add<i32>(counter, 1)) {
    useGroup(a, lda, n, g)
    const at = products + <usize>g * 48
    store<f64>(at, dot(u1, u0, length))
    store<f64>(at, dot(u2, u0, length), 8)
    store<f64>(at, dot(u2, u1, length), 16)
    store<f64>(at, dot(u3, u0, length), 24)
    store<f64>(at, dot(u3, u1, length), 32)
    store<f64>(at, dot(u3, u2, length), 40)
  }
  barrier(control, threads)
  if (thread === 0) store<i32>(counter, 0)
}

/**
 * @param z [⌈n/8⌉, n, 8] as rotateRows leaves it: row k of panel p has components 8p … 8p + 7 of vector k
 * @param order i32 [n] which vector becomes column 0, 1, …
 * @param a reflectors as tridiagonalizePanel leaves them, rows lda apart
 * @param hs [n]
 * @param scratch [threads, 8⌈n/8⌉, 8]
 * @param vectors [n, n] the result, vectors as columns
 * @param from first panel of eight vectors @param to the one after the last
 * @param counter i32, panels handed out in this run: 0 before and after
 */
export function reflectVectors(
  z: usize,
  order: usize,
  n: i32,
  a: usize,
  lda: i32,
  hs: usize,
  products: usize,
  scratch: usize,
  vectors: usize,
  from: i32,
  to: i32,
  counter: usize,
  thread: i32,
  threads: i32,
  control: usize,
): void {
  const own = scratch + <usize>thread * ((<usize>((n + 7) >> 3)) << 9)
  const groups = (n + 3) >> 2
  for (let p = from + atomic.add<i32>(counter, 1); p < to; p = from + atomic.add<i32>(counter, 1)) {
    if (stopped(control)) break
    gather(z, order, n, p, own)
    for (let g = 0; g < groups; g++) {
      useGroup(a, lda, n, g)
      const h = hs + ((<usize>g) << 5)
      reflectFour(own, h, min(4, n - 4 * g), products + <usize>g * 48)
      reflectFour(own + 32, h, min(4, n - 4 * g), products + <usize>g * 48)
    }
    scatter(own, n, p, vectors)
  }
  barrier(control, threads)
  if (thread === 0) store<i32>(counter, 0)
}

/** Rows that are not there are given as the first of the group, and their share is nothing. */
function useGroup(a: usize, lda: i32, n: i32, g: i32): void {
  const stride = (<usize>lda) << 3
  const i = g << 2
  u0 = a + <usize>i * stride
  u1 = i + 1 < n ? u0 + stride : u0
  u2 = i + 2 < n ? u0 + 2 * stride : u0
  u3 = i + 3 < n ? u0 + 3 * stride : u0
  length = min(n, i + 3)
}

/** Components in rows of eight vectors, zero for vectors that are not there. */
function gather(z: usize, order: usize, n: i32, p: i32, own: usize): void {
  const panels = (n + 7) >> 3
  for (let l = 0; l < 8; l++) {
    const column = own + ((<usize>l) << 3)
    const k = (p << 3) + l < n ? load<i32>(order + ((<usize>((p << 3) + l)) << 2)) : -1
    for (let q = 0; q < panels; q++) {
      const from = z + ((<usize>q * <usize>n + <usize>max(k, 0)) << 6)
      const to = column + ((<usize>q) << 9)
      for (let c: usize = 0; c < 8; c++) store<f64>(to + (c << 6), k < 0 ? 0 : load<f64>(from + (c << 3)))
    }
  }
}

function scatter(own: usize, n: i32, p: i32, vectors: usize): void {
  const bytes = (<usize>min(8, n - (p << 3))) << 3
  for (let c = 0; c < n; c++) {
    const to = vectors + ((<usize>c * <usize>n + <usize>(p << 3)) << 3)
    const from = own + ((<usize>c) << 6)
    for (let l: usize = 0; l < bytes; l += 8) store<f64>(to + l, load<f64>(from + l))
  }
}

/** Four of the eight vectors. @param y components 64 bytes apart @param count reflectors that are there */
function reflectFour(y: usize, h: usize, count: i32, products: usize): void {
  let a0 = f64x2.splat(0)
  let b0 = f64x2.splat(0)
  let a1 = f64x2.splat(0)
  let b1 = f64x2.splat(0)
  let a2 = f64x2.splat(0)
  let b2 = f64x2.splat(0)
  let a3 = f64x2.splat(0)
  let b3 = f64x2.splat(0)
  const end = (<usize>length) << 3
  for (let c: usize = 0; c < end; c += 8) {
    const at = y + (c << 3)
    const left = v128.load(at)
    const right = v128.load(at, 16)
    let u = v128.load64_splat(u0 + c)
    a0 = multiplyAdd(u, left, a0)
    b0 = multiplyAdd(u, right, b0)
    u = v128.load64_splat(u1 + c)
    a1 = multiplyAdd(u, left, a1)
    b1 = multiplyAdd(u, right, b1)
    u = v128.load64_splat(u2 + c)
    a2 = multiplyAdd(u, left, a2)
    b2 = multiplyAdd(u, right, b2)
    u = v128.load64_splat(u3 + c)
    a3 = multiplyAdd(u, left, a3)
    b3 = multiplyAdd(u, right, b3)
  }
  const h0 = load<f64>(h)
  a0 = divided(a0, h0)
  b0 = divided(b0, h0)
  const h1 = count > 1 ? load<f64>(h, 8) : 0
  let g = v128.load64_splat(products)
  a1 = divided(subtractProduct(g, a0, a1), h1)
  b1 = divided(subtractProduct(g, b0, b1), h1)
  const h2 = count > 2 ? load<f64>(h, 16) : 0
  g = v128.load64_splat(products, 8)
  a2 = subtractProduct(g, a0, a2)
  b2 = subtractProduct(g, b0, b2)
  g = v128.load64_splat(products, 16)
  a2 = divided(subtractProduct(g, a1, a2), h2)
  b2 = divided(subtractProduct(g, b1, b2), h2)
  const h3 = count > 3 ? load<f64>(h, 24) : 0
  g = v128.load64_splat(products, 24)
  a3 = subtractProduct(g, a0, a3)
  b3 = subtractProduct(g, b0, b3)
  g = v128.load64_splat(products, 32)
  a3 = subtractProduct(g, a1, a3)
  b3 = subtractProduct(g, b1, b3)
  g = v128.load64_splat(products, 40)
  a3 = divided(subtractProduct(g, a2, a3), h3)
  b3 = divided(subtractProduct(g, b2, b3), h3)
  for (let c: usize = 0; c < end; c += 8) {
    const at = y + (c << 3)
    let left = v128.load(at)
    let right = v128.load(at, 16)
    let u = v128.load64_splat(u0 + c)
    left = subtractProduct(u, a0, left)
    right = subtractProduct(u, b0, right)
    u = v128.load64_splat(u1 + c)
    left = subtractProduct(u, a1, left)
    right = subtractProduct(u, b1, right)
    u = v128.load64_splat(u2 + c)
    left = subtractProduct(u, a2, left)
    right = subtractProduct(u, b2, right)
    u = v128.load64_splat(u3 + c)
    left = subtractProduct(u, a3, left)
    right = subtractProduct(u, b3, right)
    v128.store(at, left)
    v128.store(at, right, 16)
  }
}

/** 0 for a reflector that is not there. */
function divided(x: v128, h: f64): v128 {
  return h === 0 ? f64x2.splat(0) : f64x2.div(x, f64x2.splat(h))
}
