/** What the doctor says of CIFAR-10: what is there, what is missing, where to get it or how to make it. */

import {
  featureFolderName,
  featureNetworks,
  featureRecipe,
  featureSplits,
  loadCifar10Features,
} from '../data/cifar10Features.ts'
import {
  cifar10FileNames,
  cifar10FolderName,
  cifar10Source,
  presentCifar10Files,
  readCifar10File,
} from '../data/cifar10Files.ts'
import { presentFolder } from '../data/dataFolder.ts'
import type { Split } from '../data/dataSet.ts'
import { HarnessError } from '../errors.ts'

/** Of the images: their files, each read and held against its checksum. */
export function describeCifar10Images(env: NodeJS.ProcessEnv): string {
  return orMistake(() => {
    const folder = presentFolder(cifar10FolderName, env)
    const present = folder === undefined ? [] : presentCifar10Files(folder)
    if (folder === undefined || present.length === 0) return `not there${reason(env)}. ${cifar10Source}`
    for (const name of present) readCifar10File(name, folder)
    const names = '--data cifar10, cifar10-centered'
    const missing = cifar10FileNames.filter((name) => !present.includes(name))
    if (missing.length === 0) return `checksums ok; ${names}`
    const there = `${present.length} of ${cifar10FileNames.length} files`
    return `${there}, their checksums ok; ${names}; without ${missing.join(', ')}. ${cifar10Source}`
  })
}

/** Of the features: shapes by network, each file read whole. */
export function describeCifar10Features(env: NodeJS.ProcessEnv): string {
  return orMistake(() => {
    const folder = presentFolder(featureFolderName, env)
    if (folder === undefined) {
      return `not there${reason(env)}: features of MNIST images stand in and say so. ${featureRecipe}`
    }
    const networks = featureNetworks(folder)
    const taken = networks.length === 1 ? '' : ', the first of them'
    const described = networks.map((network) => describeNetwork(network, folder))
    return `${described.join('; ')}; --data cifar10-features${taken}`
  })
}

function describeNetwork(network: string, folder: string): string {
  const there = featureSplits(network, folder)
  const describeSplit = (split: Split): string => {
    if (!there.includes(split)) return `no ${split}`
    const { inputs } = loadCifar10Features(split, { network, folder })
    return `${split} [${inputs.rows}, ${inputs.columns}]`
  }
  return `${network && `${network}: `}${describeSplit('train')}, ${describeSplit('test')}`
}

function reason(env: NodeJS.ProcessEnv): string {
  return env.SADDLECHECK_DATA ? '' : ' (SADDLECHECK_DATA is not set)'
}

function orMistake(describe: () => string): string {
  try {
    return describe()
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error
    return error.message
  }
}
