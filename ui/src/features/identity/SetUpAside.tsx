// Beside the set-up form: what follows, and whether passwords are safe on the way here.
import { t } from '../../messages/en';
import { Status } from '../../ui/Status';
import { Tag } from '../../ui/Tag';
import '../../ui/Panel.css';

const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export function SetUpAside() {
  const local = LOOPBACK.test(location.hostname);
  const secure = location.protocol === 'https:';
  return (
    <>
      <h2>{t.identity.nextTitle}</h2>
      <p className="dim2 auth-aside-text">{t.identity.nextText}</p>
      <div className="panel rows">
        {t.identity.nextSteps.map(([step, text], i) => (
          <div key={step}>
            <span className="cell2 grow">
              <b>{step}</b>
              <span className="sub">{text}</span>
            </span>
            <Tag tone={i === 0 ? 'accent' : 'idle'}>{i === 0 ? t.identity.now : t.identity.then}</Tag>
          </div>
        ))}
        <div>
          <span className="cell2 grow">
            <b>{t.identity.address}</b>
            <span className="sub">{location.origin}</span>
          </span>
          {secure || local ? (
            <Status kind="ready">{secure ? t.identity.secure : t.identity.thisMachine}</Status>
          ) : (
            <Status kind="warning">{t.identity.noTls}</Status>
          )}
        </div>
      </div>
      {!secure && !local && <p className="dim small auth-foot-note">{t.identity.noTlsText}</p>}
    </>
  );
}
