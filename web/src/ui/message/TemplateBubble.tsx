import { ExternalLink, FileText, Image, Phone, Reply, Video, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Bubble } from './Bubble';
import { Marked } from './Marked';
import { fill, fillHeader, partOf, type Part, type Shape, type Values } from './template';

const MEDIA: Record<string, LucideIcon> = { IMAGE: Image, VIDEO: Video, DOCUMENT: FileText };
const SIGNS: Record<string, LucideIcon> = { URL: ExternalLink, PHONE_NUMBER: Phone };

type Props = { shape: Shape; values: Values; side?: 'in' | 'out'; foot?: string };

/** A template with values in its gaps, as the person will see it. */
export function TemplateBubble({ shape, values, side = 'in', foot }: Props) {
  const { t } = useTranslation();
  const [header, body, footer] = ['HEADER', 'BODY', 'FOOTER'].map((type) => partOf(shape, type));
  const words = body?.text ? fill(body.text, values) : body && t('message.code', values);
  return (
    <Bubble side={side} foot={foot} below={<Buttons part={partOf(shape, 'BUTTONS')} />}>
      <Head part={header} shape={shape} values={values} />
      <p className="bubble-text">
        <Marked text={words ?? ''} />
      </p>
      {footer && (
        <p className="bubble-small">
          {footer.text ?? t('message.expires', { count: footer.code_expiration_minutes ?? 0 })}
        </p>
      )}
    </Bubble>
  );
}

function Head({ part, shape, values }: { part?: Part; shape: Shape; values: Values }) {
  const { t } = useTranslation();
  if (!part) return null;
  if (part.text) return <p className="bubble-head">{fillHeader(shape, part.text, values)}</p>;
  const kind = part.format?.toUpperCase() ?? '';
  const Icon = MEDIA[kind] ?? FileText;
  return (
    <div className="bubble-media">
      <Icon size={30} aria-hidden />
      {t(`message.media.${kind.toLowerCase()}`, { defaultValue: kind })}
    </div>
  );
}

function Buttons({ part }: { part?: Part }) {
  if (!part?.buttons?.length) return null;
  return (
    <ul className="bubble-buttons">
      {part.buttons.map((button, at) => {
        const Icon = SIGNS[button.type] ?? Reply;
        return (
          <li key={at}>
            <Icon size={16} aria-hidden />
            {button.text}
          </li>
        );
      })}
    </ul>
  );
}
