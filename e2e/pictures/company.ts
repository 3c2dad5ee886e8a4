// What do the pictures show? An installation of a small research institute in the middle of a day.
import type { Api, Group, Person } from '../fixtures/api';

const people: [string, string, string][] = [
  ['maria.lopez', 'Maria', 'López'],
  ['jonas.berg', 'Jonas', 'Berg'],
  ['mei.chen', '梅', '陈'],
  ['amara.okafor', 'Amara', 'Okafor'],
  ['yusuf.demir', 'Yusuf', 'Demir'],
  ['ines.ribeiro', 'Inês', 'Ribeiro'],
  ['tom.hughes', 'Tom', 'Hughes'],
  ['priya.nair', 'Priya', 'Nair'],
];

const groups: [string, string, number, number][] = [
  ['vision-lab', 'Vision Lab', 24, 96],
  ['language', 'Language Models', 32, 128],
  ['climate', 'Climate Forecasting', 16, 64],
  ['robotics', 'Robotics', 8, 32],
  ['genomics', '基因组学 Genomics', 48, 192],
  ['teaching', 'Teaching 2026', 12, 48],
];

const types: [string, string, number, number, number][] = [
  ['cpu-small', 'Exploring and plotting', 1, 2, 0],
  ['cpu-medium', 'Training on tables', 2, 4, 0],
  ['cpu-large', 'Feature building, joins', 6, 24, 0],
  ['gpu-1', 'Training of networks', 8, 48, 1],
];

const images: [string, string, string, string][] = [
  ['scientific', 'Scientific Python', 'numpy, pandas, matplotlib, scikit-learn', 'primehub/base-notebook:latest'],
  ['pytorch', 'PyTorch 2.9', 'PyTorch, torchvision, CUDA 13', 'registry.example.org/pytorch:2.9'],
  ['r-studio', 'R and tidyverse', 'R 4.5 with a kernel for JupyterLab', 'registry.example.org/r:4.5'],
];

/** Ids of jobs by how they stand. */
export type Jobs = { running: string; failed: string; succeeded: string; waiting: string; nightly: string };

export type Company = { maria: Person; vision: Group; train: string; explore: string; broken: string; jobs: Jobs };

export async function company(api: Api): Promise<Company> {
  await api.query('mutation { updateSystem(data: { org: { name: "Fjord Institute" } }) { org { name } } }');
  const staff: Person[] = [];
  for (const [username, firstName, lastName] of people) {
    staff.push(await api.person({ username, firstName, lastName, email: `${username}@fjord.example` }));
  }
  const made: Group[] = [];
  for (const [i, [name, displayName, cpu, memory]] of groups.entries()) {
    const members = staff.filter((_, at) => at <= 1 || at % groups.length === i);
    made.push(
      await api.group(members, {
        name,
        displayName,
        quotaCpu: 6,
        quotaMemory: 24,
        quotaGpu: 0,
        projectQuotaCpu: cpu,
        projectQuotaMemory: memory,
        projectQuotaGpu: 0,
        admins: members[0]?.username ?? '',
        ...(i % 2 === 0 ? { enabledSharedVolume: true, sharedVolumeCapacity: 200 } : {}),
      }),
    );
  }
  for (const [name, description, cpuLimit, memoryLimit, gpuLimit] of types) {
    const reserved = { cpuRequest: 0.1, memoryRequest: 0.25 };
    await api.instanceType({ name, displayName: name, description, cpuLimit, memoryLimit, gpuLimit, ...reserved });
  }
  for (const [name, displayName, description, url] of images) await api.image(url, { name, displayName, description });
  await api.query('mutation($data: SecretCreateInput!) { createSecret(data: $data) { id } }', {
    data: {
      name: 'fjord-registry',
      type: 'kubernetes',
      registryHost: 'registry.example.org',
      username: 'robot',
      password: 'x',
    },
  });

  for (const name of ['cpu-1', 'cpu-2', 'cpu-3']) {
    await api.query('mutation($id: ID!) { deleteInstanceType(where: { id: $id }) { id } }', { id: name });
  }
  await api.query('mutation { deleteImage(where: { id: "base-notebook" }) { id } }');

  const [maria, jonas] = staff as [Person, Person];
  const vision = made[0] as Group;
  const settings = (name: string, instanceType: string) => ({ name, instanceType, image: 'scientific' });
  const broken = await api.startNotebook(maria, vision, {
    ...settings('sam2-finetune', 'cpu-small'),
    image: 'pytorch',
  });
  const explore = await api.runningNotebook(maria, vision, settings('explore', 'cpu-small'));
  await api.stopNotebook(maria, explore);
  const train = await api.runningNotebook(maria, vision, settings('train-baseline', 'cpu-medium'));
  await api.runningNotebook(jonas, vision, settings('影像標註檢查', 'cpu-medium'));
  await api.runningNotebook(jonas, vision, settings('tile-pyramids', 'cpu-small'));
  return { maria, vision, train, explore, broken, jobs: await jobsOf(api, vision, maria, jonas) };
}

async function jobsOf(api: Api, vision: Group, maria: Person, jonas: Person): Promise<Jobs> {
  const settings = (displayName: string, command: string, instanceType = 'cpu-small') => ({
    displayName,
    command,
    instanceType,
    image: 'scientific',
  });
  const nightly = await api.schedule(maria, vision, {
    ...settings('nightly-eval', 'python eval.py --split val --out artifacts/'),
    recurrence: { type: 'custom', cron: '30 2 * * 1-5' },
  });
  await api.schedule(jonas, vision, { ...settings('清理暫存檔案', 'rm -rf /phfs/tmp/*'), paused: true });
  const succeeded = await api.jobIn('Succeeded', jonas, vision, settings('calibrate-thresholds', CALIBRATE));
  const failed = await api.jobIn('Failed', jonas, vision, settings('tile-pyramids-sentinel2', TILES));
  await api.cancelJob(maria, await api.jobIn('Running', maria, vision, settings('dedupe-laion-subset', 'sleep 900')));
  const running = await api.jobIn('Running', maria, vision, settings('sam2-finetune-coco-2026', TRAIN));
  const waiting = await api.submitJob(maria, vision, settings('embedding-export', 'python export.py', 'cpu-large'));
  return { running, failed, succeeded, waiting, nightly };
}

const CALIBRATE = `mkdir artifacts
for fold in 1 2 3; do echo "fold $fold: threshold 0.4$fold"; echo "0.4$fold" > "artifacts/fold $fold.txt"; done`;

const TILES = `for tile in $(seq 8801 8813); do echo "tile $tile of 12000"; done
echo "WARNING disk is nearly full" >&2
echo "FileNotFoundError: val/labels.json" >&2
exit 3`;

const TRAIN = `for step in $(seq 1 40); do echo "epoch 6/10  step $step/2310  loss 0.2$((99 - step))  mIoU 0.7$((400 + step))"; done
printf '\\033[32msaved artifacts/epoch6.pt (824.1 MB)\\033[0m\\n'
python3 -c 'import time; [(sum(range(10**6)), time.sleep(0.02)) for _ in range(20000)]'`;
