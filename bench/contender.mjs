// Runs one contender of one suite in this process, and prints its figures as one line of JSON.
const [suite, contender] = process.argv.slice(2)
const { measure } = await import(`./suites/${suite}.mjs`)
console.log(JSON.stringify(await measure(contender)))
process.exit(0)
