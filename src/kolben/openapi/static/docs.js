// Starts Swagger UI with what the attributes of its element say.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const element = document.getElementById("swagger-ui");
  const { initOAuth, ...settings } = JSON.parse(element.dataset.settings);
  const ui = SwaggerUIBundle({
    ...settings,
    url: new URL(element.dataset.document, location.href).href,
    oauth2RedirectUrl: new URL(element.dataset.redirect, location.href).href,
    domNode: element,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
  });
  if (initOAuth) {
    ui.initOAuth(initOAuth);
  }
});
