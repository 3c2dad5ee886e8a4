// The state of the launch form: what is chosen, what is wrong, and sending it.
import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { Button, Input } from 'antd';
import { useNavigate, useSearchParams } from 'react-router';
import { asApiError, fieldError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { duration } from '../../format/time';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { Field, FieldError, focusFirstError } from '../../ui/Field';
import { FormBar } from '../../ui/FormBar';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { LinkButton } from '../../ui/LinkButton';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { AfterThis } from '../workload/AfterThis';
import { amountsOf } from '../workload/amounts';
import { ImagePanel } from '../workload/ImagePanel';
import { InstanceTypePanel } from '../workload/InstanceTypePanel';
import { imageFits, imageNamed, typeNamed } from '../workload/options';
import { MountsPanel, QuotaPanels } from '../workload/QuotaPanels';
import { RefusalText } from '../workload/RefusalText';
import { useStartNotebook } from './actions';
import { AdvancedPanel } from './AdvancedPanel';
import { AutolaunchDialog } from './AutolaunchDialog';
import { firstChoice, linkWish, sameVariables, usedVariables, wrongVariable, type Variable } from './launch-choice';
import type { LaunchOptions } from './launch-options';
import { VariablesPanel } from './VariablesPanel';
import '../workload/launch.css';

const SaveVariablesDocument = graphql(`
  mutation SaveVariables($env: [EnvVarInput!]!) {
    setPredefinedEnvs(env: $env) {
      id
    }
  }
`);

export function LaunchForm({ options, notebookId }: { options: LaunchOptions; notebookId?: string }) {
  const group = useGroup();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const wish = linkWish(params);
  // The first choice is made once; what the server says later changes what can be chosen, not what was chosen.
  const [first] = useState(() => firstChoice(options, wish));
  const [name, setName] = useState(options.suggestedName);
  const [typeName, setTypeName] = useState(first.instanceType);
  const [imageName, setImageName] = useState(first.image);
  const [kept] = useState<Variable[]>(() =>
    options.env.map((row) => ({ name: row.name ?? '', value: row.value ?? '' })),
  );
  const [variables, setVariables] = useState(kept);
  const [safeMode, setSafeMode] = useState(options.last?.safeMode ?? false);
  const [checked, setChecked] = useState(false);
  const [asking, setAsking] = useState(wish.autolaunch && first.complete);
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef(false);
  const start = useStartNotebook();
  const saveVariables = useApiMutation(SaveVariablesDocument, ['user']);

  const type = typeNamed(options.instanceTypes, typeName);
  const image = imageNamed(options.images, imageName);
  const add = type && amountsOf(type);
  const env = usedVariables(variables).map((row) => ({ name: row.name.trim(), value: row.value }));
  const problems = {
    name: notebookId || name.trim() ? undefined : t.errors.required,
    type: type ? undefined : t.workload.chooseType,
    image: !image
      ? t.workload.chooseImage
      : imageFits(image, type)
        ? undefined
        : t.workload.gpuImageOnCpu(image.name, type?.name ?? ''),
    env: variables.some(wrongVariable) ? t.notebooks.variableRule : undefined,
  };
  const failure = start.error ? asApiError(start.error) : undefined;
  const wrong = (field: 'name' | 'instanceType' | 'image' | 'env') => fieldError(failure, field);
  const shownErrors = {
    name: wrong('name') ?? (checked ? problems.name : undefined),
    type: wrong('instanceType') ?? (checked ? problems.type : undefined),
    // A choice that cannot work is said at once, since another choice made it impossible.
    image: wrong('image') ?? (checked || imageName ? problems.image : undefined),
    env: wrong('env') ?? (checked ? problems.env : undefined),
  };
  const limits = failure?.code === 'EXCEED_QUOTA' ? (failure.details.limits ?? []) : [];
  const otherFailure = failure && !Object.values(shownErrors).some(Boolean) && limits.length === 0;

  const changed = () =>
    !sent.current &&
    (name !== options.suggestedName ||
      typeName !== first.instanceType ||
      imageName !== first.image ||
      safeMode !== (options.last?.safeMode ?? false) ||
      !sameVariables(env, kept));

  const send = async () => {
    setChecked(true);
    if (Object.values(problems).some(Boolean)) return focusFirstError(form.current);
    const settings = { instanceType: typeName, image: imageName, safeMode, env };
    const data = notebookId ? { id: notebookId, ...settings } : { groupId: group.id, name: name.trim(), ...settings };
    try {
      const { startNotebook } = await start.mutateAsync({ data });
      sent.current = true;
      if (!sameVariables(env, kept)) saveVariables.mutate({ env });
      const path = wish.path ? `?path=${encodeURIComponent(wish.path)}` : '';
      void navigate(groupPath(group, `notebooks/${startNotebook.id}${path}`), { state: { opens: true } });
    } catch {
      // Shown by the fields and panels from start.error.
      setAsking(false);
      focusFirstError(form.current);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const submitByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
  };

  return (
    <form ref={form} className="form-page" onSubmit={submit} onKeyDown={submitByKey} noValidate>
      <LeaveGuard changed={changed} />
      <div className="grid with-aside launch-grid">
        <div className="stack">
          {first.warnings.map((warning) => (
            <Note key={warning} tone="warn">
              {warning}
            </Note>
          ))}
          {!notebookId && options.notebookCount >= options.maxNotebooks && (
            <Note tone="bad">{t.notebooks.tooMany(options.notebookCount, options.maxNotebooks)}</Note>
          )}
          {otherFailure && (
            <Note tone="bad">
              {failure.message} <span className="mono">{failure.code}</span>
            </Note>
          )}
          {!notebookId && (
            <Panel>
              <Field label={t.notebooks.name} hint={t.notebooks.nameHint} error={shownErrors.name}>
                <Input value={name} maxLength={63} onChange={(event) => setName(event.target.value)} />
              </Field>
            </Panel>
          )}
          <InstanceTypePanel
            options={options.instanceTypes}
            value={typeName}
            onChange={(next) => {
              setTypeName(next);
              start.reset();
            }}
            error={
              limits.length > 0 ? (
                <RefusalText limits={limits} typeName={typeName ?? ''} whatToDo={t.workload.refusal.whatToDo} />
              ) : (
                shownErrors.type && <FieldError>{shownErrors.type}</FieldError>
              )
            }
          />
          <ImagePanel
            options={options.images}
            instanceType={type}
            value={imageName}
            onChange={setImageName}
            error={shownErrors.image}
          />
          <VariablesPanel rows={variables} onChange={setVariables} checked={checked} error={wrong('env')} />
          <AdvancedPanel safeMode={safeMode} onChange={setSafeMode} />
        </div>
        <div className="stack launch-aside">
          <QuotaPanels options={options} add={add} />
          <MountsPanel mounts={options.mounts} />
        </div>
      </div>
      <FormBar
        errors={
          checked
            ? Object.values(shownErrors).filter(Boolean).length + (limits.length > 0 && !shownErrors.type ? 1 : 0)
            : 0
        }
        fact={options.estimateSeconds ? t.notebooks.similar(duration(options.estimateSeconds * 1000)) : undefined}
        phoneLine={add && <AfterThis quota={options.userQuota} add={add} />}
      >
        <Button type="primary" htmlType="submit" loading={start.isPending}>
          {t.notebooks.startNotebook}
        </Button>
        <LinkButton to={groupPath(group, notebookId ? `notebooks/${notebookId}` : 'notebooks')}>
          {t.common.cancel}
        </LinkButton>
      </FormBar>
      <AutolaunchDialog
        open={asking}
        instanceType={typeName ?? ''}
        image={imageName ?? ''}
        path={wish.path}
        busy={start.isPending}
        start={() => void send()}
        change={() => setAsking(false)}
      />
    </form>
  );
}
