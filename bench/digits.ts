/** Three significant digits, in the shortest form that a table can take. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size >= 1e7 || (size > 0 && size < 1e-3)) return value.toExponential(2)
  if (Number.isInteger(value)) return String(value)
  return size >= 1000 ? value.toFixed(0) : value.toPrecision(3)
}

/** "0.120 s", "3.4 min": a duration as a person would say it. */
export function duration(ms: number): string {
  if (!(ms >= 1000)) return `${digits(ms)} ms`
  return ms < 120_000 ? `${digits(ms / 1000)} s` : `${digits(ms / 60_000)} min`
}
