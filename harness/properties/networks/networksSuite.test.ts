import { testSuite } from '../testSuite.ts'
import { networksSuite } from './networksSuite.ts'

await testSuite(networksSuite)
