// All keys, and the switch that turns single letters off.
import { Modal, Switch } from 'antd';
import { t } from '../messages/en';
import { Kbd } from '../ui/Kbd';
import { setLettersOn, useLettersOn } from './hotkeys';
import { useOverlay } from './overlays';
import './KeysDialog.css';

const keys: [keyof typeof t.shell.keyNames, string[]][] = [
  ['palette', ['Ctrl K']],
  ['keys', ['?']],
  ['search', ['/']],
  ['home', ['G', 'H']],
  ['notebooks', ['G', 'N']],
  ['jobs', ['G', 'J']],
  ['files', ['G', 'F']],
  ['datasets', ['G', 'D']],
  ['group', ['G', 'G']],
  ['newNotebook', ['N', 'N']],
  ['newJob', ['N', 'J']],
  ['rows', ['↑', '↓']],
  ['submit', ['Ctrl Enter']],
  ['close', ['Esc']],
];

export function KeysDialog() {
  const [open, setOpen] = useOverlay('keys');
  const lettersOn = useLettersOn();
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t.shell.keysTitle} width={460}>
      <dl className="key-list">
        {keys.map(([name, pressed]) => (
          <div key={name}>
            <dt>{t.shell.keyNames[name]}</dt>
            <dd>
              {pressed.map((key, i) => (
                <Kbd key={i}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="key-switch">
        <Switch checked={lettersOn} onChange={setLettersOn} />
        <span>
          {t.shell.keysOn}
          <span className="hint"> {t.shell.keysOnHint}</span>
        </span>
      </label>
    </Modal>
  );
}
