/** Numbers for readers: thousands separators, and powers of ten with raised exponents. No locale decides. */

/** @param decimals digits after the point, none when absent */
export function grouped(value: number, decimals = 0): string {
  const [whole, fraction] = value.toFixed(decimals).split('.')
  const text = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? text : `${text}.${fraction}`
}

/** 10⁻⁸, −3·10⁵; the mantissa is left out when it is 1. @param digits of the mantissa, zeros at its end left out */
export function powerOfTen(value: number, digits = 1): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e')
  const power = `10${[...String(Number(exponent))].map(raised).join('')}`
  const shown = String(Number(mantissa)).replace('-', '−')
  if (Number(mantissa) === 1) return power
  return Number(mantissa) === -1 ? `−${power}` : `${shown}·${power}`
}

function raised(digit: string): string {
  return digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!
}
