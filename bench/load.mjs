// The client of the HTTP suites, in a process of its own: loads one server at a time when told to.
import autocannon from 'autocannon'

process.on('message', async ({ url, headers, seconds, connections }) => {
  const result = await autocannon({ url, headers, duration: seconds, connections })
  const { errors, timeouts, statusCodeStats } = result
  const answers = Object.values(statusCodeStats).reduce((sum, { count }) => sum + count, 0)
  const perSecond = answers / result.duration
  process.send({ perSecond, answers, statuses: Object.keys(statusCodeStats), errors, timeouts })
})
