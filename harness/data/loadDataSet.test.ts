import { describe, expect, it } from 'vitest'
import { ArgumentError } from '../errors.ts'
import { dataSetNames, loadDataSet } from './loadDataSet.ts'
import { loadMnist } from './mnist.ts'

describe('loadDataSet', () => {
  it('loads every name it lists', () => {
    expect(dataSetNames).toEqual(['mnist', 'mnist-centered', 'mnist-centered-70k'])
    for (const name of dataSetNames) expect(loadDataSet(name, 'test').name).toBe(`${name} test`)
    expect(loadDataSet('mnist-centered', 'test')).toBe(loadMnist('mnist-centered', 'test'))
  })

  it.each(['mnits', '', 'toString', 'MNIST'])('refuses the name %j and lists those known', (name) => {
    const act = () => loadDataSet(name, 'train')
    expect(act).toThrow(ArgumentError)
    expect(act).toThrow(`one of mnist, mnist-centered, mnist-centered-70k, got "${name}"`)
  })

  it('refuses an unknown split', () => {
    expect(() => loadDataSet('mnist', 'valid')).toThrow('split must be train or test, got "valid"')
  })
})
