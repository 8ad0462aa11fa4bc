import { accessSync, constants } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { listProjects, loadProject } from '@flywheel/project';
import type { CommandContext } from '../context.ts';
import { nearestExisting } from '../supervisor/home.ts';
import { findFreePort } from '../supervisor/ports.ts';
import { readStatus } from '../supervisor/status-file.ts';

interface Finding {
  check: string;
  ok: boolean;
  found: string;
  advice: string | null;
}

const NEEDED_DISK_GB = 2;
const NEEDED_MEMORY_GB = 4;

/** `flywheel doctor`: what this machine has, and what to do where it is not enough. Exit code 1 when something is missing. */
export async function runDoctor({ config, output }: CommandContext): Promise<boolean> {
  const findings = [
    checkNode(),
    checkHome(config.FLYWHEEL_HOME),
    await checkDisk(config.FLYWHEEL_HOME),
    checkMemory(),
    ...(await checkProjects()),
    ...(await checkPorts(config)),
  ];
  if (output.wantsJson) output.json(findings);
  for (const { check, ok, found, advice } of findings)
    output.say(`${ok ? 'ok  ' : 'FAIL'} ${check}: ${found}${advice === null ? '' : `. ${advice}`}`);
  return findings.every(({ ok }) => ok);
}

function checkNode(): Finding {
  return {
    check: 'node',
    ok: true,
    found: `${process.version} on ${process.platform}-${process.arch}, ${availableParallelism()} cores`,
    advice: null,
  };
}

function checkHome(home: string): Finding {
  try {
    accessSync(nearestExisting(home), constants.W_OK);
    return { check: 'state folder', ok: true, found: home, advice: null };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      check: 'state folder',
      ok: false,
      found: `${home} cannot be written (${code})`,
      advice: 'Set FLYWHEEL_HOME to a folder you own',
    };
  }
}

async function checkDisk(home: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearestExisting(home));
  const freeGb = (bavail * bsize) / 1e9;
  const ok = freeGb >= NEEDED_DISK_GB;
  return {
    check: 'disk',
    ok,
    found: `${freeGb.toFixed(1)} GB free in ${home}`,
    advice: ok ? null : `Free ${NEEDED_DISK_GB} GB or set FLYWHEEL_HOME`,
  };
}

function checkMemory(): Finding {
  const gb = totalmem() / 1e9;
  const ok = gb >= NEEDED_MEMORY_GB;
  return {
    check: 'memory',
    ok,
    found: `${gb.toFixed(1)} GB`,
    advice: ok ? null : `Training needs ${NEEDED_MEMORY_GB} GB; close other programs`,
  };
}

async function checkProjects(): Promise<Finding[]> {
  const check = async (name: string): Promise<Finding> => {
    try {
      const project = await loadProject(name);
      return { check: `project ${name}`, ok: true, found: project.title, advice: null };
    } catch (error) {
      return {
        check: `project ${name}`,
        ok: false,
        found: (error as Error).message,
        advice: null,
      };
    }
  };
  return Promise.all(listProjects().map(check));
}

async function checkPorts(config: CommandContext['config']): Promise<Finding[]> {
  const running = readStatus(config.FLYWHEEL_HOME);
  if (running !== null)
    return [
      {
        check: 'ports',
        ok: true,
        found: `Flywheel runs, supervisor pid ${running.supervisorPid}`,
        advice: null,
      },
    ];
  const wanted = {
    postgres: config.POSTGRES_PORT,
    registry: config.REGISTRY_PORT,
    inference: config.INFERENCE_PORT,
    monitor: config.MONITOR_PORT,
    trainer: config.TRAINER_PORT,
  };
  return Promise.all(
    Object.entries(wanted).map(async ([name, port]) => {
      const free = await findFreePort(config.HOST, port, new Set());
      return {
        check: `port ${port}`,
        ok: true,
        found: free === port ? `free for ${name}` : `in use, ${name} will take ${free}`,
        advice: null,
      };
    }),
  );
}
