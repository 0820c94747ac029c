/**
 * What a network's passes do with groups of samples: products only, the functions between them stay with the host.
 *
 * Every entry of a result is the sum that harness/networks/forward.ts and backward.ts form, the same terms in the same
 * order, each product and sum rounded by itself, because SIMD runs over entries and never over terms. So both agree to
 * the last bit, and training is the same with and without these kernels, on every engine: no fused multiply-add here.
 *
 * Matrices are row-major float64, lists of samples and positions i32, addresses in bytes. A group has `count` samples,
 * and row r of a matrix over the group belongs to the r-th. For runNow: one thread, no control block.
 */

/** z[r] = bias + Σ x_p W[column_p] over the stored entries p of row samples[r], four at a time. */
export function networkSparseForward(
  rowStart: usize, // [N + 1]
  columnIndex: usize, // [nonzeros]
  values: usize, // [nonzeros]
  samples: usize, // [count]
  count: i32,
  units: i32,
  weights: usize, // [d, units]
  bias: usize, // [units]
  z: usize, // [count, units]
): void {
  const rowBytes = (<usize>units) << 3
  const pairBytes = rowBytes & ~15
  for (let r = 0; r < count; r++, z += rowBytes) {
    memory.copy(z, bias, rowBytes)
    const row = rowStart + ((<usize>load<i32>(samples + ((<usize>r) << 2))) << 2)
    const end = <usize>load<i32>(row, 4)
    let p = <usize>load<i32>(row)
    for (; p + 4 <= end; p += 4) {
      const column = columnIndex + (p << 2)
      const x = values + (p << 3)
      const row0 = weights + <usize>load<i32>(column) * rowBytes
      const row1 = weights + <usize>load<i32>(column, 4) * rowBytes
      const row2 = weights + <usize>load<i32>(column, 8) * rowBytes
      const row3 = weights + <usize>load<i32>(column, 12) * rowBytes
      const x0 = v128.load_splat<f64>(x)
      const x1 = v128.load_splat<f64>(x, 8)
      const x2 = v128.load_splat<f64>(x, 16)
      const x3 = v128.load_splat<f64>(x, 24)
      for (let i: usize = 0; i < pairBytes; i += 16) {
        const first = f64x2.add(f64x2.mul(x0, v128.load(row0 + i)), f64x2.mul(x1, v128.load(row1 + i)))
        const second = f64x2.add(f64x2.mul(x2, v128.load(row2 + i)), f64x2.mul(x3, v128.load(row3 + i)))
        v128.store(z + i, f64x2.add(v128.load(z + i), f64x2.add(first, second)))
      }
      if (pairBytes !== rowBytes) {
        const i = pairBytes
        const first = load<f64>(x) * load<f64>(row0 + i) + load<f64>(x, 8) * load<f64>(row1 + i)
        const second = load<f64>(x, 16) * load<f64>(row2 + i) + load<f64>(x, 24) * load<f64>(row3 + i)
        store<f64>(z + i, load<f64>(z + i) + (first + second))
      }
    }
    for (; p < end; p++) {
      const from = weights + <usize>load<i32>(columnIndex + (p << 2)) * rowBytes
      addMultiple(load<f64>(values + (p << 3)), from, rowBytes, z)
    }
  }
}

/** sum[column_p] += x_p y[r] over the stored entries p of row samples[r], four at a time. */
export function networkAddSparseOuter(
  rowStart: usize, // [N + 1]
  columnIndex: usize, // [nonzeros]
  values: usize, // [nonzeros]
  samples: usize, // [count]
  count: i32,
  units: i32,
  y: usize, // [count, units]
  sum: usize, // [d, units]
): void {
  const rowBytes = (<usize>units) << 3
  const pairBytes = rowBytes & ~15
  for (let r = 0; r < count; r++, y += rowBytes) {
    const row = rowStart + ((<usize>load<i32>(samples + ((<usize>r) << 2))) << 2)
    const end = <usize>load<i32>(row, 4)
    let p = <usize>load<i32>(row)
    for (; p + 4 <= end; p += 4) {
      const column = columnIndex + (p << 2)
      const x = values + (p << 3)
      const row0 = sum + <usize>load<i32>(column) * rowBytes
      const row1 = sum + <usize>load<i32>(column, 4) * rowBytes
      const row2 = sum + <usize>load<i32>(column, 8) * rowBytes
      const row3 = sum + <usize>load<i32>(column, 12) * rowBytes
      const x0 = v128.load_splat<f64>(x)
      const x1 = v128.load_splat<f64>(x, 8)
      const x2 = v128.load_splat<f64>(x, 16)
      const x3 = v128.load_splat<f64>(x, 24)
      for (let i: usize = 0; i < pairBytes; i += 16) {
        const yi = v128.load(y + i)
        v128.store(row0 + i, f64x2.add(v128.load(row0 + i), f64x2.mul(x0, yi)))
        v128.store(row1 + i, f64x2.add(v128.load(row1 + i), f64x2.mul(x1, yi)))
        v128.store(row2 + i, f64x2.add(v128.load(row2 + i), f64x2.mul(x2, yi)))
        v128.store(row3 + i, f64x2.add(v128.load(row3 + i), f64x2.mul(x3, yi)))
      }
      if (pairBytes !== rowBytes) {
        const i = pairBytes
        const yi = load<f64>(y + i)
        store<f64>(row0 + i, load<f64>(row0 + i) + load<f64>(x) * yi)
        store<f64>(row1 + i, load<f64>(row1 + i) + load<f64>(x, 8) * yi)
        store<f64>(row2 + i, load<f64>(row2 + i) + load<f64>(x, 16) * yi)
        store<f64>(row3 + i, load<f64>(row3 + i) + load<f64>(x, 24) * yi)
      }
    }
    for (; p < end; p++) {
      const to = sum + <usize>load<i32>(columnIndex + (p << 2)) * rowBytes
      addMultiple(load<f64>(values + (p << 3)), y, rowBytes, to)
    }
  }
}

/** z[r] = bias + Σ_i a[r, i] W[i] over the i with a[r, i] ≠ 0. */
export function networkForward(
  count: i32,
  fanIn: i32,
  fanOut: i32,
  a: usize, // [count, fanIn]
  weights: usize, // [fanIn, fanOut]
  bias: usize, // [fanOut]
  z: usize, // [count, fanOut]
): void {
  const rowBytes = (<usize>fanOut) << 3
  for (let r = 0; r < count; r++, z += rowBytes) {
    memory.copy(z, bias, rowBytes)
    let from = weights
    for (let i = 0; i < fanIn; i++, a += 8, from += rowBytes) {
      const value = load<f64>(a)
      if (value !== 0) addMultiple(value, from, rowBytes, z)
    }
  }
}

/** rz[r] = c + Σ_i (ra[r, i] W[i] + a[r, i] V[i]). */
export function networkDirectionalForward(
  count: i32,
  fanIn: i32,
  fanOut: i32,
  a: usize, // [count, fanIn]
  ra: usize, // [count, fanIn]
  weights: usize, // W [fanIn, fanOut]
  direction: usize, // V [fanIn, fanOut]
  bias: usize, // c [fanOut]
  rz: usize, // [count, fanOut]
): void {
  const rowBytes = (<usize>fanOut) << 3
  const pairBytes = rowBytes & ~15
  for (let r = 0; r < count; r++, rz += rowBytes) {
    memory.copy(rz, bias, rowBytes)
    let w = weights
    let v = direction
    for (let i = 0; i < fanIn; i++, a += 8, ra += 8, w += rowBytes, v += rowBytes) {
      const value = load<f64>(a)
      const slope = load<f64>(ra)
      const values = f64x2.splat(value)
      const slopes = f64x2.splat(slope)
      for (let j: usize = 0; j < pairBytes; j += 16) {
        const term = f64x2.add(f64x2.mul(slopes, v128.load(w + j)), f64x2.mul(values, v128.load(v + j)))
        v128.store(rz + j, f64x2.add(v128.load(rz + j), term))
      }
      if (pairBytes !== rowBytes) {
        const term = slope * load<f64>(w + pairBytes) + value * load<f64>(v + pairBytes)
        store<f64>(rz + pairBytes, load<f64>(rz + pairBytes) + term)
      }
    }
  }
}

/** product[r] = W y[r]: each entry is summed over j from 0 on. */
export function networkRowProducts(
  count: i32,
  fanIn: i32,
  fanOut: i32,
  transposed: usize, // Wᵀ [fanOut, fanIn]
  y: usize, // [count, fanOut]
  product: usize, // [count, fanIn]
): void {
  const rowBytes = (<usize>fanIn) << 3
  for (let r = 0; r < count; r++, product += rowBytes) {
    memory.fill(product, 0, rowBytes)
    let from = transposed
    for (let j = 0; j < fanOut; j++, y += 8, from += rowBytes)
      addMultiple(load<f64>(y), from, rowBytes, product)
  }
}

/**
 * sum[i] += x[r, i] y[r] for the x ≠ 0, the last row of sum += y[r]; and sum[i] += x2[r, i] y2[r] after it where x2 is
 * not the address 0.
 */
export function networkAddOuter(
  count: i32,
  fanIn: i32,
  fanOut: i32,
  x: usize, // [count, fanIn]
  y: usize, // [count, fanOut]
  x2: usize, // [count, fanIn]
  y2: usize, // [count, fanOut]
  sum: usize, // [fanIn + 1, fanOut]
): void {
  const inBytes = (<usize>fanIn) << 3
  const outBytes = (<usize>fanOut) << 3
  const bias = sum + <usize>fanIn * outBytes
  for (let r = 0; r < count; r++) {
    addOuter(x, inBytes, y, outBytes, sum)
    if (x2 !== 0) {
      addOuter(x2, inBytes, y2, outBytes, sum)
      x2 += inBytes
      y2 += outBytes
    }
    addMultiple(1, y, outBytes, bias)
    x += inBytes
    y += outBytes
  }
}

function addOuter(x: usize, inBytes: usize, y: usize, outBytes: usize, sum: usize): void {
  for (let i: usize = 0; i < inBytes; i += 8, sum += outBytes) {
    const value = load<f64>(x + i)
    if (value !== 0) addMultiple(value, y, outBytes, sum)
  }
}

/** out[…] += x · from[…], so many bytes of each. */
function addMultiple(x: f64, from: usize, bytes: usize, out: usize): void {
  const pairBytes = bytes & ~15
  const xs = f64x2.splat(x)
  for (let i: usize = 0; i < pairBytes; i += 16) {
    v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(xs, v128.load(from + i))))
  }
  if (pairBytes !== bytes)
    store<f64>(out + pairBytes, load<f64>(out + pairBytes) + x * load<f64>(from + pairBytes))
}
