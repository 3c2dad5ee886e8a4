// The fields of the instance type form.
import { Checkbox, Input } from 'antd';
import { t } from '../../messages/admin';
import { Field } from '../../ui/Field';
import { Panel } from '../../ui/Panel';
import type { Form } from '../../ui/form';
import { GroupsPanel } from '../admin/GroupsPanel';
import { NamesPanel } from '../admin/NamesPanel';
import { NumberInput } from '../../ui/NumberInput';
import { NodeSelector } from './NodeSelector';
import { Tolerations } from './Tolerations';
import type { TypeForm } from './type-form';

export function TypeFields({ form, isNew }: { form: Form<TypeForm>; isNew: boolean }) {
  const { values, set, error } = form;
  return (
    <div className="grid with-aside">
      <div className="stack">
        {isNew && <NamesPanel form={form} isNew />}
        <Limits form={form} />
        <Requests form={form} />
        <Panel title={t.instanceTypes.scheduling} sub={t.instanceTypes.schedulingSub}>
          <div className="stack">
            <Tolerations
              rows={values.tolerations}
              onChange={(tolerations) => set({ tolerations })}
              error={error('tolerations')}
            />
            <NodeSelector
              rows={values.nodeSelector}
              onChange={(nodeSelector) => set({ nodeSelector })}
              error={error('nodeSelector')}
            />
          </div>
        </Panel>
      </div>
      <div className="stack">
        {!isNew && <NamesPanel form={form} />}
        <GroupsPanel global={values.global} groups={values.groups} onChange={set} error={error('groups')} />
      </div>
    </div>
  );
}

function Limits({ form: { values, set, text, error } }: { form: Form<TypeForm> }) {
  return (
    <Panel title={t.instanceTypes.limits} sub={t.instanceTypes.limitsSub}>
      <datalist id="gpu-names">
        <option value="nvidia.com/gpu" />
        <option value="amd.com/gpu" />
      </datalist>
      <div className="row wrap top fields-in-row">
        <Field label={t.instanceTypes.cpu} error={error('cpuLimit')}>
          <NumberInput unit="CPU" step={0.5} value={values.cpuLimit} onChange={(cpuLimit) => set({ cpuLimit })} />
        </Field>
        <Field label={t.instanceTypes.memory} error={error('memoryLimit')}>
          <NumberInput unit="GiB" value={values.memoryLimit} onChange={(memoryLimit) => set({ memoryLimit })} />
        </Field>
        <Field label={t.instanceTypes.gpu} error={error('gpuLimit')}>
          <NumberInput unit="GPU" value={values.gpuLimit} onChange={(gpuLimit) => set({ gpuLimit })} />
        </Field>
      </div>
      {(values.gpuLimit ?? 0) > 0 && (
        <Field
          label={t.instanceTypes.gpuResource}
          hint={t.instanceTypes.gpuResourceHint}
          error={error('gpuResourceName')}
        >
          <Input className="mono" autoComplete="off" spellCheck={false} list="gpu-names" {...text('gpuResourceName')} />
        </Field>
      )}
    </Panel>
  );
}

function Requests({ form: { values, set, error } }: { form: Form<TypeForm> }) {
  const { cpuRequest, memoryRequest } = values;
  return (
    <Panel title={t.instanceTypes.requests} sub={t.instanceTypes.requestsSub}>
      <div className="row wrap top fields-in-row">
        <div className="stack tight">
          <Checkbox
            checked={cpuRequest.on}
            onChange={(event) => set({ cpuRequest: { ...cpuRequest, on: event.target.checked } })}
          >
            {t.instanceTypes.cpuRequest}
          </Checkbox>
          {cpuRequest.on && (
            <Field label={t.instanceTypes.cpuRequested} error={error('cpuRequest')}>
              <NumberInput
                unit="CPU"
                step={0.5}
                value={cpuRequest.amount}
                onChange={(amount) => set({ cpuRequest: { on: true, amount } })}
              />
            </Field>
          )}
        </div>
        <div className="stack tight">
          <Checkbox
            checked={memoryRequest.on}
            onChange={(event) => set({ memoryRequest: { ...memoryRequest, on: event.target.checked } })}
          >
            {t.instanceTypes.memoryRequest}
          </Checkbox>
          {memoryRequest.on && (
            <Field label={t.instanceTypes.memoryRequested} error={error('memoryRequest')}>
              <NumberInput
                unit="GiB"
                value={memoryRequest.amount}
                onChange={(amount) => set({ memoryRequest: { on: true, amount } })}
              />
            </Field>
          )}
        </div>
      </div>
      <p className="hint">{t.instanceTypes.reservedAll}</p>
    </Panel>
  );
}
