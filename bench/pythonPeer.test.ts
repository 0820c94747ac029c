import { expect, test } from 'vitest'
import { findPython } from './pythonPeer.ts'

test('an interpreter that is not there is absent, with what to do', () => {
  expect(findPython('jax', { SADDLECHECK_PYTHON: '/nowhere/python' })).toEqual({
    available: false,
    reason: expect.stringMatching(/\/nowhere\/python.*SADDLECHECK_PYTHON names a Python/),
  })
})

test('one without the module is absent too', () => {
  // Node stands for a Python that ends with an error.
  expect(findPython('torch', { SADDLECHECK_PYTHON: process.execPath })).toMatchObject({
    available: false,
    reason: expect.stringContaining('has no torch'),
  })
})
