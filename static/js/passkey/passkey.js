/* <form data-passkey="create|get" data-passkey-options="id of a JSON script">: passkeys and security keys.
   Without the attribute the options are fetched from the form's address. What went wrong is said in
   [data-passkey-sorry]; [data-passkey-without] is shown where the browser has no passkeys. */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));

const create = async ({ publicKey }, isPasskey) => {
  const wanted = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: keys(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: isPasskey ? "required" : "discouraged",
      requireResidentKey: isPasskey,
      ...(isPasskey && { userVerification: "required" }),
    },
  };
  const made = await navigator.credentials.create({ publicKey: wanted });
  return answer(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
};

const get = async ({ publicKey }) => {
  const wanted = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: keys(publicKey.allowCredentials),
  };
  const shown = await navigator.credentials.get({ publicKey: wanted });
  const { authenticatorData, signature, userHandle } = shown.response;
  return answer(shown, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle && text(userHandle),
  });
};

const answer = (key, response) => ({
  type: key.type,
  id: key.id,
  rawId: text(key.rawId),
  authenticatorAttachment: key.authenticatorAttachment,
  response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
  clientExtensionResults: key.getClientExtensionResults(),
});

const fetched = async (address) => {
  const reply = await fetch(address, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.statusText);
  return reply.json();
};

const optionsFor = async (form) => {
  const own = document.getElementById(form.dataset.passkeyOptions);
  const sent = own ? JSON.parse(own.textContent) : await fetched(form.action);
  return sent.creation_options ?? sent.request_options;
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const part of form.querySelectorAll("[data-passkey-without]")) part.hidden = true;
  for (const button of form.querySelectorAll("button[hidden]")) button.hidden = false;
  const sorry = form.querySelector("[data-passkey-sorry]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    sorry.textContent = "";
    try {
      const options = await optionsFor(form);
      const isPasskey = Boolean(form.elements.passwordless?.checked);
      const key = await (form.dataset.passkey === "create" ? create(options, isPasskey) : get(options));
      form.elements.credential.value = JSON.stringify(key);
      form.submit();
    } catch {
      sorry.textContent = sorry.dataset.passkeySorry;
    }
  });
}
