from indokona.app.probes import restoring
from indokona.app.probes.findings import Findings


async def test_restore(own):
    findings = Findings()
    await restoring.run(own, findings)
    print(findings)
    assert findings.faults == {}
