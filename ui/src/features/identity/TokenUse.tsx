// How to use a token: one request to try it, and where the command line looks for its file.
import { t } from '../../messages/en';
import { useGroupIfAny } from '../../shell/current-group';
import { CodeWell } from '../../ui/CodeWell';
import { Panel } from '../../ui/Panel';

export function TokenUse() {
  const group = useGroupIfAny();
  const request = [
    `curl ${location.origin}/api/graphql \\`,
    `  -H 'content-type: application/json' \\`,
    `  -H "authorization: Bearer $TOKEN" \\`,
    `  -d '{"query":"{ me { id username } }"}'`,
  ].join('\n');
  const install = [
    'pip install primehub-python-sdk',
    'mkdir -p ~/.primehub && mv config.json ~/.primehub/',
    'primehub me',
  ].join('\n');
  return (
    <div className="grid two">
      <Panel title={t.identity.tryIt} sub={t.identity.tryItSub}>
        <CodeWell text={request} />
      </Panel>
      <Panel title={t.identity.commandLine}>
        <p className="dim2 small">{t.identity.commandLineText}</p>
        <CodeWell text={install} />
        {group && <p className="hint">{t.identity.commandLineHint(group.displayName)}</p>}
      </Panel>
    </div>
  );
}
