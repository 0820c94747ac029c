import { afterEach, describe, expect, it, vi } from 'vitest'
import { ArgumentError, DataError } from '../errors.ts'
import { dataSetNames, loadDataSet } from './loadDataSet.ts'
import { loadMnist } from './mnist.ts'

const known = [
  'mnist',
  'mnist-centered',
  'mnist-centered-70k',
  'mnist-features',
  'cifar10',
  'cifar10-centered',
  'cifar10-features',
]

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('loadDataSet', () => {
  it('loads every name of MNIST that it lists', () => {
    expect(dataSetNames).toEqual(known)
    for (const name of known.slice(0, 4)) expect(loadDataSet(name, 'test').name).toBe(`${name} test`)
    expect(loadDataSet('mnist-centered', 'test')).toBe(loadMnist('mnist-centered', 'test'))
  })

  it.each(known.slice(4))('asks for the data of %s where SADDLECHECK_DATA is not set', (name) => {
    vi.stubEnv('SADDLECHECK_DATA', '')
    const act = () => loadDataSet(name, 'train')
    expect(act).toThrow(DataError)
    expect(act).toThrow(
      /^SADDLECHECK_DATA: expected the folder that holds cifar[^\n]+, got no such variable\. /,
    )
  })

  it.each(['mnits', '', 'toString', 'MNIST'])('refuses the name %j and lists those known', (name) => {
    const act = () => loadDataSet(name, 'train')
    expect(act).toThrow(ArgumentError)
    expect(act).toThrow(`one of ${known.join(', ')}, got "${name}"`)
  })

  it('refuses an unknown split', () => {
    expect(() => loadDataSet('mnist', 'valid')).toThrow('split must be train or test, got "valid"')
  })
})
