/**
 * The features that stand where Sankar and Balasubramanian 2017 put those of CIFAR-10 images in a Wide ResNet: real ones
 * where the user has them, else the stand-in, which says that it is one.
 *
 * Both splits are real or both stand in: files of the test split that are missing are an error.
 */
import { featureFolderName, loadCifar10Features } from './cifar10Features.ts'
import { presentFolder } from './dataFolder.ts'
import { type DataSet, type Split, takeSamples } from './dataSet.ts'
import { loadMnistFeatures } from './mnistFeatures.ts'

export interface CifarFeatures {
  readonly data: DataSet
  /** True: these are no features of CIFAR-10. */
  readonly standIn: boolean
  /** What they are, for a verdict: one sentence without its end. */
  readonly description: string
}

/**
 * @param samples the first so many; all when absent @param env SADDLECHECK_DATA in it is looked at
 * @throws DataError when what SADDLECHECK_DATA names cannot be used: nothing takes its place then
 */
export function cifarFeatures(
  split: Split,
  samples?: number,
  env: NodeJS.ProcessEnv = process.env,
): CifarFeatures {
  const folder = presentFolder(featureFolderName, env)
  if (folder !== undefined) return realFeatures(split, samples, folder)
  const data = loadMnistFeatures(split, samples === undefined ? {} : { samples })
  return {
    data,
    standIn: true,
    description: `no features of CIFAR-10 here: a stand-in, ${data.inputDescription} of MNIST images`,
  }
}

function realFeatures(split: Split, samples: number | undefined, folder: string): CifarFeatures {
  const whole = loadCifar10Features(split, { folder })
  const data = samples === undefined ? whole : takeSamples(whole, samples)
  return {
    data,
    standIn: false,
    description: `${data.inputs.columns} features of CIFAR-10 images in a trained network (${whole.name})`,
  }
}
