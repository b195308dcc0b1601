import { Text } from '@mantine/core';
import { Check, CircleHelp, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EvidenceOut, SentenceOut } from '@/api';
import { ago } from '@/lib/format';
import { Colour, type ColourName } from './Colour';

/** One promise: its words, how it stands and why, and below what that rests on. */
export function Sentence({ one }: { one: SentenceOut }) {
  const { t, i18n } = useTranslation();
  return (
    <article className="sentence">
      <div>
        <Text fw={550}>{one.says}</Text>
        <Text size="sm" c="dimmed" mt={2} lang={i18n.language}>
          {i18n.language === 'hi' ? one.reason_hi : one.reason}
        </Text>
        {one.evidence.length > 0 && (
          <details lang={i18n.language}>
            <summary>{t('proof.evidence', { count: one.evidence.length })}</summary>
            <ul>
              {one.evidence.map((found) => (
                <Evidence key={found.name} one={found} />
              ))}
            </ul>
          </details>
        )}
      </div>
      <Colour name={one.state as ColourName} />
    </article>
  );
}

function Evidence({ one }: { one: EvidenceOut }) {
  const { t } = useTranslation();
  const [Sign, word] =
    one.ok === null ? [CircleHelp, 'missing'] : one.ok ? [Check, 'holds'] : [X, 'fails'];
  const said = one.why && one.ok === null ? t(`proof.why.${one.why}`) : t(`proof.${word}`);
  return (
    <li>
      <Sign size={15} aria-hidden />
      <span>
        <strong>{said}</strong>
        {one.at && `, ${ago(one.at)}`}: {t(`proof.grade.${one.grade}`)}{' '}
        <code lang="en">{one.name.split('::').at(-1)?.replaceAll('_', ' ')}</code>
      </span>
    </li>
  );
}
