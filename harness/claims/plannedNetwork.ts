/** A network on a data set, as a plan that stands in evidence keys: what is computed of it depends on nothing else. */
import { denseRows } from '../algebra/sparseRows.ts'
import type { DataSet } from '../data/dataSet.ts'
import { type NetworkObjective, networkObjective } from '../networks/networkObjective.ts'

export interface NetworkPlan {
  readonly data: DataSet
  readonly layers: readonly number[]
  readonly activation: string
  readonly loss: string
  readonly l2?: number
  /** True when absent. */
  readonly biases?: boolean
  /** The labels when absent; `inputs`: the network is an autoencoder. */
  readonly targets?: 'labels' | 'inputs'
}

export function plannedObjective(plan: NetworkPlan): NetworkObjective {
  const { data, layers, activation, loss, l2 = 0, biases = true, targets = 'labels' } = plan
  return networkObjective({
    layers,
    activation,
    loss,
    l2,
    biases,
    inputs: data.inputs,
    targets: targets === 'labels' ? { labels: data.labels } : { values: denseRows(data.inputs) },
  })
}

/** Of evidence keys. */
export function networkConfig(plan: NetworkPlan): Record<string, unknown> {
  const { data, layers, activation, loss, l2 = 0, biases = true, targets = 'labels' } = plan
  return { data: data.checksum, layers, activation, loss, l2, biases, targets }
}
