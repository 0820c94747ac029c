import { testSuite } from '../testSuite.ts'
import { landscapesSuite } from './landscapesSuite.ts'

await testSuite(landscapesSuite)
