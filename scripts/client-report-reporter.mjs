/** Gathers what tests did with real clients, as rows of docs/clients/report.md. */
export class ClientReportReporter {
  rows = [];

  onTestCaseResult(test) {
    const { client } = test.meta();
    if (client !== undefined) this.rows.push({ ...client, isOk: test.result().state === 'passed' });
  }

  get table() {
    const sorted = this.rows.toSorted((a, b) => a.client.localeCompare(b.client));
    const lines = sorted.map(({ client, version, task, isOk }) => [
      client,
      version,
      task,
      isOk ? 'ok' : 'FAILED',
    ]);
    const all = [['Client', 'Version', 'What was done', 'Result'], ['---', '---', '---', '---'], ...lines];
    return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
}
