import { build } from 'esbuild'
import { gzipSync } from 'node:zlib'
import { resolve } from 'node:path'
async function size(skip){
const r = await build({entryPoints:['src/client.ts'],bundle:true,minify:true,format:'esm',platform:'neutral',mainFields:['module','main'],external:['zod','mongodb'],write:false,metafile:true,
 plugins: skip?[{name:'x',setup(b){b.onResolve({filter:/./},async a=>{ if(a.kind==='entry-point')return; const p=resolve(a.resolveDir,a.path); if(p===resolve(skip)||(skip.includes('microdiff')&&a.path==='microdiff'))return{external:true,path:'./x'} })}}]:[]})
 return [gzipSync(r.outputFiles[0].text,{level:9}).length, r]
}
const [all,r]=await size()
const o=Object.values(r.metafile.outputs)[0]
if (process.argv[2]) { console.log(all/1024); process.exit() }
const rows=[]
for (const k of Object.keys(o.inputs)) rows.push([all-(await size(k))[0],k])
rows.sort((a,b)=>b[0]-a[0]); console.log(all/1024, rows.map(r=>r.join(' ')).join('\n'))
