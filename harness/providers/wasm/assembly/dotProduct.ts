/** Inner products, in eight partial sums. */
import { multiplyAdd } from './simd'

export function dot(x: usize, y: usize, length: i32): f64 {
  let s0 = f64x2.splat(0)
  let s1 = f64x2.splat(0)
  let s2 = f64x2.splat(0)
  let s3 = f64x2.splat(0)
  const bytes = (<usize>length) << 3
  let c: usize = 0
  for (; c + 64 <= bytes; c += 64) {
    s0 = multiplyAdd(v128.load(x + c), v128.load(y + c), s0)
    s1 = multiplyAdd(v128.load(x + c, 16), v128.load(y + c, 16), s1)
    s2 = multiplyAdd(v128.load(x + c, 32), v128.load(y + c, 32), s2)
    s3 = multiplyAdd(v128.load(x + c, 48), v128.load(y + c, 48), s3)
  }
  let sum = laneSum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)))
  for (; c < bytes; c += 8) sum += load<f64>(x + c) * load<f64>(y + c)
  return sum
}

export function laneSum(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}
