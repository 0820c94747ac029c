/** Where the ticks of an axis stand and what they say. */
import type { PlotAxis } from '../claims/plot.ts'
import { grouped, powerOfTen } from './numberText.ts'

export interface AxisTicks {
  readonly values: readonly number[] // [k], ascending
  readonly texts: readonly string[] // [k]
}

export interface Domain {
  readonly low: number
  readonly high: number
}

/** @param most ticks that there is room for */
export function axisTicks(
  { scale = 'linear', linearUpTo = 1, names }: PlotAxis,
  domain: Domain,
  most: number,
): AxisTicks {
  if (names !== undefined) return { values: names.map((_, k) => k), texts: names }
  const round = {
    linear: () => linearTicks(domain, most),
    log: () => logTicks(domain, most),
    symlog: () => symlogTicks(domain, linearUpTo, most),
  }
  const ticks = round[scale]()
  // Between two neighbouring powers of ten their own ticks tell nothing.
  return ticks.values.length < 2 ? round.linear() : ticks
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function linearTicks({ low, high }: Domain, most: number): AxisTicks {
  const raw = (high - low) / most
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10)
  const first = Math.ceil(low / step)
  const values = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, k) => (first + k) * step)
  return { values, texts: linearTexts(values, step) }
}

function linearTexts(values: readonly number[], step: number): string[] {
  const largest = Math.max(...values.map(Math.abs))
  if (step < 1e-5 || largest >= 1e7) {
    const digits = Math.max(1, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step)) + 1)
    return values.map((value) => (value === 0 ? '0' : powerOfTen(value, digits)))
  }
  // The step has one digit, so that its exponent is the last digit that differs.
  return values.map((value) => (value === 0 ? '0' : plain(value, step)))
}

/** Powers of ten, evenly thinned; between them where there are less than two. */
function logTicks({ low, high }: Domain, most: number): AxisTicks {
  const first = Math.ceil(Math.log10(low))
  const last = Math.floor(Math.log10(high))
  const exponents = Array.from({ length: last - first + 3 }, (_, k) => first - 1 + k)
  const fine = exponents
    .flatMap((exponent) => [1, 2, 5].map((factor) => factor * 10 ** exponent))
    .filter((value) => value >= low && value <= high)
  if (fine.length <= most) return { values: fine, texts: plainOrPowers(fine) }
  const stride = Math.ceil((last - first + 1) / most)
  // Counted from 10⁰, so that two figures of different width have the same ticks.
  const values = exponents
    .filter((exponent) => exponent % stride === 0 && exponent >= first && exponent <= last)
    .map((exponent) => 10 ** exponent)
  return { values, texts: plainOrPowers(values) }
}

/** 0 and, on either side, powers of ten times the end of the linear part. */
function symlogTicks({ low, high }: Domain, linearUpTo: number, most: number): AxisTicks {
  const decades = (end: number): number =>
    Math.max(0, Math.floor(Math.log10(Math.max(end, linearUpTo) / linearUpTo) + 1e-9))
  const sides = { below: low < 0 ? decades(-low) : -1, above: high > 0 ? decades(high) : -1 }
  const stride = Math.max(1, Math.ceil((sides.below + sides.above + 3) / most))
  // The linear part is a third of a decade wide: its ends are too near to 0 for a text where decades are narrow.
  const nearest = sides.below + sides.above > most / 2 ? 1 : 0
  const side = (last: number): number[] =>
    Array.from({ length: Math.floor(last / stride) + 1 }, (_, k) => linearUpTo * 10 ** (k * stride)).slice(
      nearest,
    )
  const values = [
    ...side(sides.below)
      .map((value) => -value)
      .reverse(),
    0,
    ...side(sides.above),
  ].filter((value) => value >= low && value <= high)
  return { values, texts: plainOrPowers(values) }
}

/** One way for all: plain numbers where none is very small or large. */
function plainOrPowers(values: readonly number[]): string[] {
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  const short = sizes.every((size) => size >= 1e-3 && size <= 1e5)
  return values.map((value) => {
    if (value === 0) return '0'
    return short ? plain(value, value) : powerOfTen(value)
  })
}

/** With as many decimals as show the first digit of a step; rounding may have left it just below a power of ten. */
function plain(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(Math.abs(step) * (1 + 1e-9))))
  return grouped(value, decimals).replace('-', '−')
}
