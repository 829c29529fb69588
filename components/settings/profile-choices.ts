export interface Choice {
  value: string;
  label: string;
}

export interface ProfileChoices {
  timeZones: Choice[];
  currencies: Choice[];
  locales: Choice[];
}

const localeTags =
  'ar-AE ar-SA bn-IN cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-NZ en-SG en-US en-ZA es-AR es-CL es-CO es-ES es-MX fi-FI fr-BE fr-CA fr-CH fr-FR gu-IN he-IL hi-IN hu-HU id-ID it-IT ja-JP kn-IN ko-KR ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN';

/**
 * What a profile can be set to. Made on the server, because browsers know other lists, with the
 * present values always among them.
 */
export function profileChoices(current: {
  timeZone: string;
  currency: string;
  locale: string;
}): ProfileChoices {
  const currencies = new Intl.DisplayNames('en', { type: 'currency' });
  const languages = new Intl.DisplayNames('en', { type: 'language' });
  return {
    timeZones: choices(['UTC', ...Intl.supportedValuesOf('timeZone'), current.timeZone], (zone) =>
      zone.replaceAll('_', ' '),
    ),
    currencies: choices(
      [...Intl.supportedValuesOf('currency'), current.currency],
      (code) => `${code} · ${currencies.of(code) ?? code}`,
    ),
    locales: choices([...localeTags.split(' '), current.locale], (tag) => languages.of(tag) ?? tag),
  };
}

function choices(values: string[], label: (value: string) => string): Choice[] {
  return [...new Set(values)]
    .map((value) => ({ value, label: label(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}
