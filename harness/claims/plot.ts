/** A figure as plain data, a part of a verdict: it is written as JSON with the numbers, and drawn by reporting. */

export interface Plot {
  /** Of its file within the claim's report: letters, digits and hyphens. */
  readonly name: string
  /** One line; what is to be seen. */
  readonly title: string
  readonly x: PlotAxis
  readonly y: PlotAxis
  readonly series: readonly PlotSeries[]
  readonly marks?: readonly PlotMark[]
}

export interface PlotAxis {
  /** With the unit, if there is one. */
  readonly label: string
  /**
   * `log` shows positive numbers only. `symlog` is linear within ±`linearUpTo` and logarithmic beyond, for eigenvalues
   * of both signs. Linear when absent.
   */
  readonly scale?: 'linear' | 'log' | 'symlog'
  /** For `symlog`; 1 when absent. */
  readonly linearUpTo?: number
  /** What x = 0, 1, 2, … stand for, shown instead of numbers; points and bars of several series stand side by side. */
  readonly names?: readonly string[]
}

export interface PlotSeries {
  /** As the legend names it. */
  readonly name: string
  readonly shape: 'line' | 'points' | 'bars'
  readonly points: readonly PlotPoint[]
}

export interface PlotPoint {
  readonly x: number
  readonly y: number
  /** Ends of an error bar or of a band, in the units of y. */
  readonly low?: number
  readonly high?: number
  /** Of a bar: where it ends, `x` being where it begins. */
  readonly xEnd?: number
}

/** A line across the figure with its text: what the paper printed, what is proved beforehand. */
export interface PlotMark {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly label: string
}
