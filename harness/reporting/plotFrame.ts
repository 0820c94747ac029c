/** The frame of a figure, in pixels: where it stands, and where on it a number lies. */
import * as ObservablePlot from '@observablehq/plot'
import type { PlotAxis } from '../claims/plot.ts'
import type { Domain } from './axisTicks.ts'

export const figureWidth = 720
export const frameHeight = 300
/** Between the picture's edge and what stands in it. */
export const edge = 12
export const fontSize = 12

export interface Axes<T> {
  readonly x: T
  readonly y: T
}

export interface PlotFrame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** From the units of an axis to pixels, `low` of its domain at `from`. */
export function placeOn(axis: PlotAxis, domain: Domain, from: number, to: number): (value: number) => number {
  const scale = ObservablePlot.scale({ x: { ...scaleOf(axis, domain), range: [from, to] } })
  return (value) => scale.apply(value)
}

/** As Observable Plot wants to be told. */
export function scaleOf(
  { scale = 'linear', linearUpTo = 1 }: PlotAxis,
  { low, high }: Domain,
): ObservablePlot.ScaleOptions {
  return { type: scale, domain: [low, high], ...(scale === 'symlog' ? { constant: linearUpTo } : {}) }
}
