import { filteredTotal } from '../../model/books.ts';
import type { ObjectRef } from '../../model/object.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { clusterVerdict } from './cluster-verdict.ts';
import { explainDocument } from './documents.ts';
import type { Explanation, FilteredKind, LineCounts } from './explanation.ts';
import { headerFacts } from './header-facts.ts';
import type { Ending, Looked } from './look.ts';
import { endingProblems } from './problems.ts';
import type { Findings } from './read.ts';
import { warningsOf } from './warnings.ts';

/** What the cluster said, if it was asked; `puts`: whether `consume` would put a template that is missing. */
interface Consulted {
  readonly facts: ClusterFacts;
  readonly puts: boolean;
}

/** Puts together what was found. `docs`: documents to show. */
export function assemble(
  ref: ObjectRef,
  docs: number,
  looked: Looked,
  consulted: Consulted | undefined,
): Explanation {
  const { object, compression, choice, findings, ending, fetched } = looked;
  const { begun, samples, newest } = findings;
  const header = begun && headerFacts(begun.definition, begun.header);
  const verdict = consulted && clusterVerdict(consulted.facts, consulted.puts);
  const problems = [...endingProblems(looked), ...(verdict?.problems ?? [])];
  return {
    type: 'explanation',
    ok: problems.length === 0,
    outcome: ending.kind,
    object,
    ...(compression && { compression }),
    ...(begun?.hasRows && { rows: true }),
    pipeline: choice,
    ...(header && { header }),
    ...(begun && { idKind: begun.definition.id }),
    ...(findings.traces && { traces: findings.traces.lines }),
    documents: begun ? samples.documents.slice(0, docs).map((one) => explainDocument(one, begun)) : [],
    indices: findings.indices.all,
    lines: lineCounts(findings),
    filtered: filteredKinds(findings),
    malformed: samples.malformed,
    bytes: { fetched, unpacked: findings.unpacked, bulk: findings.bulk },
    ...(newest > 0 && { newest: new Date(newest * 1000).toISOString() }),
    complete: readWhole(ending),
    ...(consulted && { cluster: consulted.facts }),
    problems,
    warnings: [...warningsOf(ref, looked), ...(verdict?.warnings ?? [])],
  };
}

function lineCounts({ books }: Findings): LineCounts {
  return {
    ...{ read: books.read, documents: books.indexed },
    ...{ filtered: filteredTotal(books), malformed: books.malformed },
  };
}

function filteredKinds({ books, samples }: Findings): FilteredKind[] {
  return Object.entries(books.filtered).map(([kind, count]) => {
    const example = samples.filtered.get(kind);
    return { kind, count, ...(example && { example }) };
  });
}

function readWhole(ending: Ending): boolean {
  if (ending.kind === 'unreadable') return ending.problem.code === 'LF_NOTHING_PARSED';
  return ending.kind === 'delivered';
}
