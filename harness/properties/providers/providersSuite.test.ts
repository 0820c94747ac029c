import { testSuite } from '../testSuite.ts'
import { providersSuite } from './providersSuite.ts'

await testSuite(providersSuite)
