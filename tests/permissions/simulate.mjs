// Reads simulations as a JSON list from standard input and writes one verdict for each to standard output.
import { runSimulation } from '@cloud-copilot/iam-simulate'

let text = ''
for await (const chunk of process.stdin) text += chunk

const verdicts = []
for (const simulation of JSON.parse(text)) {
  const result = await runSimulation(simulation, {})
  verdicts.push(result.resultType === 'error' ? `error: ${JSON.stringify(result.errors)}` : result.overallResult)
}
process.stdout.write(JSON.stringify(verdicts))
