const LARGEST = 2400; // pixels of the longer side: a scratch is seen, and a night's photos fit into the queue

/** A photo as {name, data in base64, url}; those of modern cameras are made smaller, as a JPEG. */
export async function shrinkPhoto(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const url = canvas.toDataURL("image/jpeg", 0.88);
    return { name: file.name.replace(/\.[^.]*$/, "") + ".jpg", data: url.slice(url.indexOf(",") + 1), url };
}
